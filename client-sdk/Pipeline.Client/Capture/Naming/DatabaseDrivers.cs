namespace Pipeline.Client.Capture.Naming;

/// <summary>Which database system a driver speaks to.</summary>
internal static class DatabaseDrivers
{
    /// <summary>The system's name as OpenTelemetry has it; <c>sql</c> for a driver that is not known.</summary>
    /// <param name="driver">The namespace of the driver's types, or the name of its activity source.</param>
    public static string SystemOf(string? driver) => driver switch
    {
        "Microsoft.Data.Sqlite" or "System.Data.SQLite" => "sqlite",
        "Npgsql" => "postgresql",
        "MySqlConnector" or "MySql.Data.MySqlClient" => "mysql",
        "Microsoft.Data.SqlClient" or "System.Data.SqlClient" => "mssql",
        "Oracle.ManagedDataAccess.Client" => "oracle",
        "FirebirdSql.Data.FirebirdClient" => "firebird",
        "DuckDB.NET.Data" => "duckdb",
        _ => "sql",
    };
}
