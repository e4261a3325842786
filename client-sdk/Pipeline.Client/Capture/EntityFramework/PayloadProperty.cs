using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Pipeline.Client.Capture.EntityFramework;

/// <summary>Reads a property of event payloads whose type this library does not refer to.</summary>
internal sealed class PayloadProperty(string name)
{
    private Found? _last;

    /// <summary>The value; null if the payload has no such property.</summary>
    [UnconditionalSuppressMessage(
        "Trimming", "IL2075", Justification = "Where trimming has removed the property nothing is captured; Entity Framework roots its payloads.")]
    public object? Read(object payload)
    {
        Found? last = _last;
        if (last is null || last.Type != payload.GetType())
            _last = last = new Found(payload.GetType(), payload.GetType().GetProperty(name));
        return last.Property?.GetValue(payload);
    }

    private sealed record Found(Type Type, PropertyInfo? Property);
}
