using System.Reflection;

namespace Pipeline.Actors.Messages;

/// <summary>Copies lists, sets and dictionaries element by element; they keep their comparer.</summary>
internal sealed class CollectionCopier<TCollection, T> : TypeCopier
    where TCollection : class, ICollection<T>
{
    private static readonly PropertyInfo? s_comparer = typeof(TCollection).GetProperty("Comparer");

    public override object Copy(object value, MessageCopier copier, Dictionary<object, object> copies)
    {
        object? comparer = s_comparer?.GetValue(value);
        TCollection copy = (TCollection)Activator.CreateInstance(typeof(TCollection), comparer is null ? [] : [comparer])!;
        copies[value] = copy;
        foreach (T element in (TCollection)value)
            copy.Add((T)copier.Copy(element, copies)!);
        return copy;
    }
}
