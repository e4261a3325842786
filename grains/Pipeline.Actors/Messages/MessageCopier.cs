using System.Collections.Concurrent;
using System.Reflection;

namespace Pipeline.Actors.Messages;

/// <summary>
/// Copies messages through what a serializer would carry: members without an id are lost, types that could not travel fail. So a test
/// in one process finds what otherwise only a cluster shows: shared mutable messages, forgotten attributes.
/// </summary>
/// <remarks>Thread-safe. Slow (reflection); for tests. Object identity within one message is kept, cycles included.</remarks>
internal sealed class MessageCopier
{
    private readonly ConcurrentDictionary<Type, TypeCopier> _copiers = new();
    private readonly Dictionary<Type, TypeCopier> _converters;

    /// <param name="assemblies">Where grains live; converters are looked for there and in what they refer to.</param>
    public MessageCopier(IEnumerable<Assembly> assemblies) => _converters = ConverterCopiers.FindAll(assemblies);

    public object? Copy(object? value) => Copy(value, new Dictionary<object, object>(ReferenceEqualityComparer.Instance));

    /// <param name="value">To be copied.</param>
    /// <param name="copies">Copies already made within this message, by original.</param>
    public object? Copy(object? value, Dictionary<object, object> copies)
    {
        if (value is null)
            return null;
        if (copies.TryGetValue(value, out object? known))
            return known;
        return _copiers.GetOrAdd(value.GetType(), CreateCopier).Copy(value, this, copies);
    }

    private TypeCopier CreateCopier(Type type)
    {
        if (typeof(Grain).IsAssignableFrom(type))
            throw new NotSupportedException($"{type} is a grain itself; send a reference to it (AsReference).");
        if (_converters.TryGetValue(type, out TypeCopier? converter))
            return converter;
        if (AtomCopier.Handles(type))
            return AtomCopier.Instance;
        if (CollectionCopiers.TryCreate(type) is { } collection)
            return collection;
        if (type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false))
            return MemberCopier.OfAttributed(type);
        if (MemberCopier.IsTuple(type))
            return MemberCopier.OfAllFields(type);
        throw new NotSupportedException(
            $"{type} could not travel in a message: it lacks [GenerateSerializer] and no converter is registered for it.");
    }
}
