namespace Pipeline.Actors;

/// <summary>Turns a value of a type that carries no serializer attributes into a surrogate that does, and back.</summary>
public interface IConverter<TValue, TSurrogate>
    where TSurrogate : struct
{
    /// <summary>The value a received surrogate stands for.</summary>
    TValue ConvertFromSurrogate(in TSurrogate surrogate);

    /// <summary>The surrogate to send for a value.</summary>
    TSurrogate ConvertToSurrogate(in TValue value);
}
