/// A source of wall-clock time; a Swift clock whose instants are timestamps.
///
/// Whatever needs the time takes one as an argument, so that tests can hand in a clock that moves
/// only when told.
public protocol WallClock: Clock where Instant == Timestamp, Duration == Swift.Duration {}
