/// Groups of consumers under real clients: members that write down what they process and what was acknowledged to
/// them, a run in which members come, die and restart, and the check of what they wrote. Of the Java client, only
/// [GroupMember] knows how a member is programmed; all else takes members for processes.
@NullMarked
package io.varve.clients.groups;

import org.jspecify.annotations.NullMarked;
