namespace Pipeline.Grains.Catalog;

/// <summary>The catalog could not decide now; the same question may be asked again.</summary>
public sealed class CatalogUnavailableException(string message) : Exception(message);
