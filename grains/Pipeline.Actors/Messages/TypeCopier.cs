namespace Pipeline.Actors.Messages;

/// <summary>Copies the values of one type.</summary>
internal abstract class TypeCopier
{
    /// <summary>Enters the copy of an object into <paramref name="copies"/> before it copies what the object refers to.</summary>
    public abstract object Copy(object value, MessageCopier copier, Dictionary<object, object> copies);
}
