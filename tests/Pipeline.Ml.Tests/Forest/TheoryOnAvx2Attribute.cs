using Pipeline.Ml.Forest;

namespace Pipeline.Ml.Tests.Forest;

/// <summary>A theory about the vectorised descent, skipped aloud on a machine that has none.</summary>
internal sealed class TheoryOnAvx2Attribute : TheoryAttribute
{
    public TheoryOnAvx2Attribute()
    {
        if (!VectorTraversal.IsSupported)
        {
            Skip = "This machine has no AVX2.";
        }
    }
}
