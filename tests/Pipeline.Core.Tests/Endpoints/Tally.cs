using Pipeline.Protocol.Events;

namespace Pipeline.Core.Tests.Endpoints;

internal sealed record Tally(long UnixSecond, long Count, string Segment = "free", Outcome Outcome = Outcome.Ok);
