using Pipeline.Ml.Data;

namespace Pipeline.Ml.Tests.Data;

public sealed class FeatureMatrixTests
{
    [Fact]
    public void Rows_AreThoseOfTheArray()
    {
        FeatureMatrix matrix = new(new float[] { 1, 2, 3, 4, 5, 6 }, 3);

        Assert.Equal(2, matrix.RowCount);
        Assert.Equal([4f, 5f, 6f], matrix.Row(1).ToArray());
        Assert.Equal([4f, 5f, 6f], matrix.Slice(1, 1).Values.ToArray());
    }

    [Fact]
    public void ValuesThatFillNoWholeRow_AreRefused()
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => new FeatureMatrix(new float[5], 3));
        Assert.Contains("5 values do not fill rows of 3 columns", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public void RowOutsideTheTable_IsRefused(int index) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new FeatureMatrix(new float[6], 3).Row(index).Length);

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 3)]
    [InlineData(1, int.MaxValue)]
    public void SliceOutsideTheTable_IsRefused(int start, int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new FeatureMatrix(new float[6], 3).Slice(start, count));

    [Fact]
    public void Take_SomeRows_CopiesThem()
    {
        FeatureMatrix taken = new FeatureMatrix(new float[] { 1, 2, 3, 4, 5, 6 }, 2).Take([2, 0]);
        Assert.Equal([5f, 6f, 1f, 2f], taken.Values.ToArray());
    }
}
