import Testing

extension Tag {
  /// Takes more than five seconds.
  @Tag static var slow: Self
}
