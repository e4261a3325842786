using Microsoft.ML;
using Pipeline.Ml.MLNet;

var mlContext = new MLContext(seed: 1);
IDataView calls = mlContext.Data.LoadFromEnumerable(Call.Generate(2000));
var pipeline = mlContext.Transforms.Concatenate("Features", "DurationMs", "DbQueries", "CpuMs")
    .Append(mlContext.AnomalyDetection.Trainers.IsolationForest());
mlContext.Model.Save(pipeline.Fit(calls), calls.Schema, "calls.zip");

ITransformer model = mlContext.Model.Load("calls.zip", out _);
using var engine = mlContext.Model.CreatePredictionEngine<Call, Verdict>(model);
Console.WriteLine(engine.Predict(new Call { DurationMs = 20, DbQueries = 3, CpuMs = 5 }));
Console.WriteLine(engine.Predict(new Call { DurationMs = 20, DbQueries = 847, CpuMs = 5 }));
