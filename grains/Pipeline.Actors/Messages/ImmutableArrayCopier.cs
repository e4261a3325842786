using System.Collections.Immutable;

namespace Pipeline.Actors.Messages;

/// <summary>Copies immutable arrays: the array is immutable, its elements need not be.</summary>
internal sealed class ImmutableArrayCopier<T> : TypeCopier
{
    public override object Copy(object value, MessageCopier copier, Dictionary<object, object> copies)
    {
        ImmutableArray<T> original = (ImmutableArray<T>)value;
        return original.IsDefault ? value : original.Select(element => (T)copier.Copy(element, copies)!).ToImmutableArray();
    }
}
