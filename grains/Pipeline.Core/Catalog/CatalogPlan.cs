namespace Pipeline.Core.Catalog;

/// <summary>What is decided about some names, before it is durable.</summary>
/// <param name="Entry">What must be made durable and applied first; there is nothing to do if it is empty.</param>
/// <param name="Admitted">Those of the names that have or get a place; all others are counted in <c>__other__</c>.</param>
/// <param name="UnloggedCount">Names that overflow unremembered beside those in the entry.</param>
public sealed record CatalogPlan(CatalogEntry Entry, IReadOnlySet<string> Admitted, int UnloggedCount);
