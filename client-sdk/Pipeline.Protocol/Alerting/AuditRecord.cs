namespace Pipeline.Protocol.Alerting;

/// <summary>Who has changed what, and when.</summary>
/// <param name="At">When, Unix ms.</param>
/// <param name="By">Who.</param>
/// <param name="What">Of what kind: <c>budget</c>, <c>silence</c>, <c>incident</c> or <c>webhook</c>.</param>
/// <param name="Id">Its name or id.</param>
/// <param name="Change">For instance <c>created</c>, <c>updated</c>, <c>deleted</c>, <c>acknowledged</c>.</param>
/// <param name="Detail">What it was changed to, for people; never a secret.</param>
public sealed record AuditRecord(long At, string By, string What, string Id, string Change, string? Detail);
