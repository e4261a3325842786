using Pipeline.Ml.Data;
using Pipeline.Ml.Streaming;

namespace Pipeline.Ml.Tests.Streaming;

public class SlidingWindowTests
{
    [Fact]
    public void Add_MoreRowsThanFit_KeepsTheNewestInOrder()
    {
        var window = new SlidingWindow(2, 3);
        for (int i = 0; i < 8; i++)
        {
            window.Add([i, -i]);

            Assert.Equal(Math.Min(i + 1, 3), window.Count);
            Assert.Equal([i, -i], window.Row(window.Count - 1).ToArray());
            Assert.Equal([Math.Max(0, i - 2), -Math.Max(0, i - 2)], window.Row(0).ToArray());
        }
    }

    [Fact]
    public void CopyNewest_AtEveryFillAndCount_EqualsTheRows()
    {
        var window = new SlidingWindow(2, 5);
        for (int i = 0; i < 13; i++)
        {
            window.Add([i, i / 2f]);
            for (int count = 0; count <= window.Count; count++)
            {
                FeatureMatrix copy = window.CopyNewest(count, new float[12]);

                Assert.Equal(count, copy.RowCount);
                for (int row = 0; row < count; row++)
                    Assert.Equal(window.Row(window.Count - count + row).ToArray(), copy.Row(row).ToArray());
            }
        }
    }

    [Fact]
    public void Misuse_IsRefused()
    {
        var window = new SlidingWindow(2, 3);
        window.Add([1, 2]);

        Assert.Throws<ArgumentException>(() => window.Add([1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => window.CopyNewest(2, new float[4]));
        Assert.Throws<ArgumentException>(() => window.CopyNewest(1, new float[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => window.Row(1)[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SlidingWindow(0, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SlidingWindow(3, int.MaxValue));
    }
}
