using System.Collections.Concurrent;
using Pipeline.Client;

namespace Pipeline.Shop;

/// <summary>Answers by key, in memory. Bounded: what does not fit is computed every time.</summary>
internal sealed class AnswerCache
{
    private const int AnswersMax = 10_000;

    private readonly ConcurrentDictionary<string, IReadOnlyList<int>> _answers = new(StringComparer.Ordinal);

    /// <summary>An answer, counted as hit or miss of the current call.</summary>
    public async Task<IReadOnlyList<int>> GetAsync(string key, Func<Task<IReadOnlyList<int>>> computeAsync)
    {
        if (_answers.TryGetValue(key, out IReadOnlyList<int>? answer))
        {
            Call.Current.CacheHits();
            return answer;
        }

        Call.Current.CacheMisses();
        answer = await computeAsync();
        if (_answers.Count < AnswersMax)
            _answers[key] = answer;
        return answer;
    }
}
