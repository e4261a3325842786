using Pipeline.Protocol.Queries;

namespace Pipeline.Client.Queries;

/// <summary>One event of the live stream: a window that closed, or a gap where some are missing.</summary>
/// <param name="Id">The place to go on from, given back in <see cref="WindowStreamQuestion.LastEventId"/>; null before the first window.</param>
/// <param name="Window">The window; null for a gap.</param>
/// <param name="Gap">What is missing and why; null for a window.</param>
public sealed record StreamedWindow(string? Id, WindowReport? Window, GapReport? Gap);
