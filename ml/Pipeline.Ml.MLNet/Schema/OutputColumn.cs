namespace Pipeline.Ml.MLNet.Schema;

/// <summary>The columns that the transformer adds, in their order.</summary>
internal enum OutputColumn
{
    Score,
    PredictedLabel,
    PValue,
    Contributions,
}
