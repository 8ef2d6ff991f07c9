import Testing

@Suite struct TabularPlaceTests {}
