using System.Text.Json;

namespace Pipeline.Grains.Abstractions.Alerting;

/// <summary>Packs values for travelling.</summary>
public static class Packed
{
    /// <summary>A value as its JSON.</summary>
    public static Json<T> Of<T>(T value)
        where T : class => new(JsonSerializer.SerializeToUtf8Bytes(value, Json<T>.Type));

    /// <summary>A change that is in effect.</summary>
    public static ChangeAnswer<T> Applied<T>(T value)
        where T : class => new(ChangeStatus.Applied, null, Of(value));

    /// <summary>A change that is not.</summary>
    public static ChangeAnswer<T> Refused<T>(ChangeStatus status, string detail)
        where T : class => new(status, detail, null);
}
