namespace Pipeline.Protocol.Events;

/// <summary>Why an event was refused: a field as written in NDJSON, and what is wrong with it.</summary>
/// <param name="Field">For instance <c>duration_ms</c> or <c>operations.redis.ms</c>; empty where the whole event or line is meant.</param>
/// <param name="Reason">A phrase for people, without the field.</param>
public readonly record struct EventError(string Field, string Reason)
{
    /// <summary>No error.</summary>
    public static EventError None => default;

    public bool IsNone => Reason is null;

    public override string ToString() => IsNone ? "none" : string.IsNullOrEmpty(Field) ? Reason : $"{Field}: {Reason}";
}
