using System.Collections.Concurrent;
using Microsoft.ML;
using Microsoft.ML.Data;
using Pipeline.Ml.MLNet.Tests.Data;

namespace Pipeline.Ml.MLNet.Tests.Scoring;

public sealed class CursorTests
{
    private readonly MLContext _context = new(seed: 5);
    private readonly IDataView _data;
    private readonly IDataView _scored;

    public CursorTests()
    {
        _data = _context.Load(1000);
        _scored = _context.AnomalyDetection.Trainers.IsolationForest().Fit(_data).Transform(_data);
    }

    [Fact]
    public void GetRowCursorSet_EachMemberOnAThreadOfItsOwn_GivesTheSameScoresOnce()
    {
        Dictionary<DataViewRowId, float> expected = [];
        using (DataViewRowCursor cursor = _scored.GetRowCursor([_scored.Schema["Score"]]))
        {
            Collect(cursor, (id, score) => expected.Add(id, score));
        }

        DataViewRowCursor[] cursors = _scored.GetRowCursorSet([_scored.Schema["Score"]], 4);
        var found = new ConcurrentDictionary<DataViewRowId, float>();
        Thread[] threads = Array.ConvertAll(cursors, cursor => new Thread(() =>
        {
            using (cursor)
            {
                Collect(cursor, (id, score) => Assert.True(found.TryAdd(id, score)));
            }
        }));
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.Equal(4, cursors.Length);
        Assert.Equal(1000, expected.Count);
        Assert.Equal(expected.OrderBy(pair => pair.Key.Low), found.OrderBy(pair => pair.Key.Low));
    }

    [Fact]
    public void Transform_ManyCursorsAtOnce_DoNotDisturbEachOther()
    {
        Scored[] expected = _context.Read(_scored);
        var found = new Scored[4][];

        Parallel.For(0, found.Length, reader => found[reader] = new MLContext().Read(_scored));

        Assert.All(found, rows => Assert.Equal(expected.Select(Text), rows.Select(Text)));
    }

    [Fact]
    public void GetRowCursor_OnlyInputColumns_DoesNotScore()
    {
        using DataViewRowCursor cursor = _scored.GetRowCursor([_scored.Schema["Label"]]);

        Assert.True(cursor.MoveNext());
        Assert.True(cursor.IsColumnActive(_scored.Schema["Label"]));
        Assert.False(cursor.IsColumnActive(_scored.Schema["Features"]));
        Assert.False(cursor.IsColumnActive(_scored.Schema["Score"]));
        Assert.Throws<ArgumentOutOfRangeException>(() => cursor.GetGetter<float>(_scored.Schema["Score"]));
    }

    [Fact]
    public void GetGetter_OtherType_NamesColumnAndType()
    {
        using DataViewRowCursor cursor = _scored.GetRowCursor([_scored.Schema["Score"]]);

        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<double>(_scored.Schema["Score"]));

        Assert.Contains("'Score' is Single", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Transform_CountsAndShufflesAsTheInput()
    {
        Assert.Equal(_data.GetRowCount(), _scored.GetRowCount());
        Assert.Equal(_data.CanShuffle, _scored.CanShuffle);
    }

    [Fact]
    public void Transform_Cached_ReadsTheSame()
        => Assert.Equal(_context.Read(_scored).Select(Text), _context.Read(_context.Data.Cache(_scored)).Select(Text));

    [Fact]
    public void PredictionEngine_RowByRow_SaysWhatTransformSays()
    {
        Call[] rows = Calls.Generate(200, seed: 31);
        IsolationForestTransformer model = _context.AnomalyDetection.Trainers.IsolationForest().Fit(_data);
        Scored[] expected = _context.Read(model.Transform(_context.Data.LoadFromEnumerable(rows)));

        using PredictionEngine<Call, Scored> engine = _context.Model.CreatePredictionEngine<Call, Scored>(model);

        Assert.Equal(expected.Select(Text), rows.Select(row => Text(engine.Predict(row))));
    }

    private static void Collect(DataViewRowCursor cursor, Action<DataViewRowId, float> add)
    {
        ValueGetter<DataViewRowId> readId = cursor.GetIdGetter();
        ValueGetter<float> readScore = cursor.GetGetter<float>(cursor.Schema["Score"]);
        while (cursor.MoveNext())
        {
            DataViewRowId id = default;
            float score = 0;
            readId(ref id);
            readScore(ref score);
            add(id, score);
        }
    }

    // Nine digits tell every Single from every other.
    private static string Text(Scored row)
        => string.Join(' ', row.Contributions.Append(row.Score).Append(row.PValue).Select(part => part.ToString("G9"))) + row.PredictedLabel;
}
