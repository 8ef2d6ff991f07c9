/// What a stream event is about; the event's data is the payload of its topic.
public enum EventTopic: String, PayloadWord {
  case job, desk, order, equity, log, run, proposal, status

  /// The type of the events' data.
  public var payload: any Payload.Type {
    switch self {
    case .job: JobView.self
    case .desk: DeskView.self
    case .order: OrderView.self
    case .equity: EquityPoint.self
    case .log: LogLine.self
    case .run: RunView.self
    case .proposal: ProposalView.self
    case .status: StatusView.self
    }
  }
}
