using System.Net;

namespace Pipeline.Actors.Messages;

/// <summary>Values that nobody can change, and references to grains: handed over as they are.</summary>
internal sealed class AtomCopier : TypeCopier
{
    public static readonly AtomCopier Instance = new();

    private static readonly HashSet<Type> s_types =
    [
        typeof(string), typeof(decimal), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan),
        typeof(Guid), typeof(Int128), typeof(UInt128), typeof(Half), typeof(Uri), typeof(Version), typeof(IPAddress),
        typeof(CancellationToken), typeof(GrainId),
    ];

    public static bool Handles(Type type) =>
        type.IsPrimitive || type.IsEnum || s_types.Contains(type) || typeof(IAddressable).IsAssignableFrom(type)
        || typeof(Exception).IsAssignableFrom(type);

    public override object Copy(object value, MessageCopier copier, Dictionary<object, object> copies) => value;
}
