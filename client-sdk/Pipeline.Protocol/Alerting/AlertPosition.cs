namespace Pipeline.Protocol.Alerting;

/// <summary>Where a page of alerts or incidents ends.</summary>
/// <param name="Since">Its beginning, Unix ms.</param>
/// <param name="Id">Its id.</param>
public sealed record AlertPosition(long Since, string Id);
