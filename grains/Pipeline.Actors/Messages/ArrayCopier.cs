namespace Pipeline.Actors.Messages;

/// <summary>Copies arrays of one dimension.</summary>
internal sealed class ArrayCopier<T> : TypeCopier
{
    public override object Copy(object value, MessageCopier copier, Dictionary<object, object> copies)
    {
        T[] copy = (T[])((T[])value).Clone();
        copies[value] = copy;
        if (typeof(T).IsPrimitive)
            return copy;
        for (int index = 0; index < copy.Length; index++)
            copy[index] = (T)copier.Copy(copy[index], copies)!;
        return copy;
    }
}
