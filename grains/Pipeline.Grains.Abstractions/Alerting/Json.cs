using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Grains.Abstractions.Alerting;

/// <summary>A value of <see cref="AlertingJsonContext"/> as it travels between silos: the JSON that becomes of it anyway, so that one schema is kept.</summary>
/// <typeparam name="T">What it is.</typeparam>
/// <param name="Utf8">The JSON; not to be changed.</param>
[GenerateSerializer, Immutable, Alias("pipeline.json.v1`1")]
public readonly record struct Json<T>([property: Id(0)] byte[] Utf8)
    where T : class
{
    internal static JsonTypeInfo<T> Type => (JsonTypeInfo<T>)AlertingJsonContext.Default.GetTypeInfo(typeof(T))!;

    /// <summary>The value, made anew with each call.</summary>
    /// <exception cref="JsonException">It is of a form that this program does not know.</exception>
    public T Read() => JsonSerializer.Deserialize(Utf8, Type) ?? throw new JsonException($"A {typeof(T).Name} is never null.");
}
