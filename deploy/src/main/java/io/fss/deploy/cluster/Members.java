package io.fss.deploy.cluster;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells who comes and who goes. Nothing else is done about it: membership is a hint. */
final class Members implements MembershipListener {
  private static final Logger log = LoggerFactory.getLogger(Members.class);

  @Override
  public void memberAdded(MembershipEvent joined) {
    log.info("{} joined the cluster, which has {} members", at(joined), joined.getMembers().size());
  }

  @Override
  public void memberRemoved(MembershipEvent gone) {
    log.warn("{} left the cluster, which has {} members", at(gone), gone.getMembers().size());
  }

  private static String at(MembershipEvent event) {
    return event.getMember().getAddress().toString();
  }
}
