namespace Pipeline.Protocol.Alerting;

/// <summary>A budget as it is kept.</summary>
/// <param name="Budget">The limit.</param>
/// <param name="Version">Rises with every change: its ETag.</param>
/// <param name="Origin"><c>default</c>, <c>api</c> or <c>file</c>: who may change it.</param>
/// <param name="By">Who has changed it last.</param>
/// <param name="At">When, Unix ms.</param>
public sealed record BudgetReport(Budget Budget, long Version, string Origin, string By, long At);
