using Pipeline.Protocol.Events;

namespace Pipeline.Core.Tests.Endpoints;

internal sealed record Drop(long UnixSecond, DropCause Cause, long Events, long Calls = 0, string Segment = "free");
