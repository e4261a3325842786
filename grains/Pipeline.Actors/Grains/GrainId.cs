namespace Pipeline.Actors;

/// <summary>The identity of a grain: type of its class and key. Compared ordinally.</summary>
/// <param name="Type">As given by <see cref="GrainTypeAttribute"/>, else the class name in lower case, less a trailing "grain".</param>
/// <param name="Key">As given to the grain factory.</param>
public readonly record struct GrainId(string Type, string Key)
{
    /// <summary>Joins a type and a key.</summary>
    public static GrainId Create(string type, string key)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(type);
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        return new GrainId(type, key);
    }

    /// <summary>Type, slash, key.</summary>
    public override string ToString() => $"{Type}/{Key}";
}
