namespace Pipeline.Shop;

/// <summary>The version that is deployed. Thread-safe: a request takes the version that is deployed when it builds its key.</summary>
internal sealed class Deployment
{
    private const string Good = "A";
    private const string Nested = "B";

    private volatile string _version;

    public Deployment(IConfiguration configuration)
    {
        _version = Good;
        string version = configuration["Version"] ?? Good;
        if (!TryDeploy(version))
            throw new InvalidOperationException($"Version is '{version}': it takes A or B.");
    }

    public string Version => _version;

    /// <summary>Whether the cache key's serialization is nested.</summary>
    public bool IsNested => _version == Nested;

    /// <summary>Puts a version into place; false if there is none of that name.</summary>
    public bool TryDeploy(string version)
    {
        if (version is not (Good or Nested))
            return false;
        _version = version;
        return true;
    }
}
