using System.Collections.Immutable;

namespace Pipeline.Actors.Messages;

/// <summary>Finds the copier of a collection.</summary>
internal static class CollectionCopiers
{
    private static readonly HashSet<Type> s_collections =
        [typeof(List<>), typeof(HashSet<>), typeof(SortedSet<>), typeof(Dictionary<,>), typeof(SortedDictionary<,>)];

    /// <summary>Null if the type is not a collection that could travel.</summary>
    public static TypeCopier? TryCreate(Type type)
    {
        if (type.IsSZArray)
            return Create(typeof(ArrayCopier<>), type.GetElementType()!);
        if (!type.IsGenericType)
            return null;
        Type definition = type.GetGenericTypeDefinition();
        if (definition == typeof(ReadOnlyMemory<>))
            return Create(typeof(MemoryCopier<>), type.GetGenericArguments());
        if (definition == typeof(ImmutableArray<>))
            return Create(typeof(ImmutableArrayCopier<>), type.GetGenericArguments());
        if (!s_collections.Contains(definition))
            return null;
        Type collection = type.GetInterfaces()
            .Single(part => part.IsGenericType && part.GetGenericTypeDefinition() == typeof(ICollection<>));
        return Create(typeof(CollectionCopier<,>), type, collection.GetGenericArguments()[0]);
    }

    private static TypeCopier Create(Type copier, params Type[] arguments) =>
        (TypeCopier)Activator.CreateInstance(copier.MakeGenericType(arguments))!;
}
