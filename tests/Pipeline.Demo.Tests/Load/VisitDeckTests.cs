using Pipeline.Demo.Load;

namespace Pipeline.Demo.Tests.Load;

public sealed class VisitDeckTests
{
    [Fact]
    public void Deal_EveryTwenty_HoldTheSameMix()
    {
        VisitDeck deck = new(seed: 5);
        for (int round = 0; round < 10; round++)
        {
            ILookup<Visit, string> dealt = Enumerable.Range(0, 20).Select(_ => deck.Deal()).ToLookup(static deal => deal.Visit, static deal => deal.Path);
            Assert.Equal(6, dealt[Visit.PremiumRecommendation].Count());
            Assert.Equal(6, dealt[Visit.FreeRecommendation].Count());
            Assert.Equal(2, dealt[Visit.PremiumSearch].Count());
            Assert.Equal(3, dealt[Visit.FreeSearch].Count());
            Assert.Single(dealt[Visit.PremiumCheckout]);
            Assert.Equal(2, dealt[Visit.FreeCheckout].Count());
        }
    }

    [Fact]
    public void Deal_SameSeed_DealsTheSame()
    {
        VisitDeck one = new(seed: 11);
        VisitDeck other = new(seed: 11);
        Assert.All(Enumerable.Range(0, 100), _ => Assert.Equal(one.Deal(), other.Deal()));
    }

    [Fact]
    public void Deal_OtherSeed_DealsAnotherOrder()
    {
        VisitDeck one = new(seed: 11);
        VisitDeck other = new(seed: 12);
        Assert.Contains(Enumerable.Range(0, 100), _ => one.Deal().Visit != other.Deal().Visit);
    }
}
