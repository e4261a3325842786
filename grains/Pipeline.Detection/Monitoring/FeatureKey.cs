using Pipeline.Core.Features;

namespace Pipeline.Detection.Monitoring;

/// <summary>Features in one fixed order, so that equal states are equal bytes: by kind, then by operation.</summary>
internal readonly record struct FeatureKey(Feature Feature) : IComparable<FeatureKey>
{
    public int CompareTo(FeatureKey other)
    {
        int order = Feature.Kind.CompareTo(other.Feature.Kind);
        if (order == 0)
            order = string.CompareOrdinal(Feature.Operation, other.Feature.Operation);
        return order != 0 ? order : Feature.OperationKind.CompareTo(other.Feature.OperationKind);
    }
}
