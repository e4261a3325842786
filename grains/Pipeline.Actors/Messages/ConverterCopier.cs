namespace Pipeline.Actors.Messages;

/// <summary>Types without serializer attributes: what travels is the surrogate that a registered converter makes.</summary>
internal sealed class ConverterCopier<TValue, TSurrogate>(IConverter<TValue, TSurrogate> converter) : TypeCopier
    where TSurrogate : struct
{
    public override object Copy(object value, MessageCopier copier, Dictionary<object, object> copies)
    {
        TSurrogate surrogate = (TSurrogate)copier.Copy(converter.ConvertToSurrogate((TValue)value), copies)!;
        object copy = converter.ConvertFromSurrogate(surrogate)!;
        copies[value] = copy;
        return copy;
    }
}
