import Testing

@Suite struct RehearsalPlaceTests {}
