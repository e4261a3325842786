namespace Pipeline.Actors.Messages;

/// <summary>Copies the part of a buffer that a <see cref="ReadOnlyMemory{T}"/> shows.</summary>
internal sealed class MemoryCopier<T> : TypeCopier
{
    public override object Copy(object value, MessageCopier copier, Dictionary<object, object> copies) =>
        new ReadOnlyMemory<T>((T[])copier.Copy(((ReadOnlyMemory<T>)value).ToArray(), copies)!);
}
