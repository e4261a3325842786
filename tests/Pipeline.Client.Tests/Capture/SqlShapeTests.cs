using Pipeline.Client.Capture.Naming;

namespace Pipeline.Client.Tests.Capture;

public sealed class SqlShapeTests
{
    [Theory]
    [InlineData("SELECT * FROM orders WHERE id = 1", "SELECT orders", true)]
    [InlineData("  select a, b\nfrom  shop.orders o join lines l on 1=1", "SELECT shop.orders", true)]
    [InlineData("SELECT extract(year FROM day) FROM sales", "SELECT sales", true)]
    [InlineData("SELECT 'from nowhere', x FROM t", "SELECT t", true)]
    [InlineData("SELECT x FROM (SELECT y FROM inner_table) q", "SELECT inner_table", true)]
    [InlineData("SELECT 1", "SELECT", true)]
    [InlineData("-- GetOrders\n/* tagged */ SELECT 1 FROM \"Orders\" AS \"o\"", "SELECT Orders", true)]
    [InlineData("SELECT * FROM \"my schema\".\"Order Lines\"", "SELECT my_schema.Order_Lines", true)]
    [InlineData("SELECT * FROM [dbo].[Orders]", "SELECT dbo.Orders", true)]
    [InlineData("SELECT * FROM `orders`", "SELECT orders", true)]
    [InlineData("INSERT INTO orders(id) VALUES (1)", "INSERT orders", true)]
    [InlineData("INSERT OR IGNORE INTO orders VALUES (1)", "INSERT orders", true)]
    [InlineData("REPLACE INTO orders VALUES (1)", "REPLACE orders", true)]
    [InlineData("UPDATE orders SET x = 2", "UPDATE orders", true)]
    [InlineData("UPDATE OR REPLACE orders SET x = 2", "UPDATE orders", true)]
    [InlineData("DELETE FROM ONLY orders", "DELETE orders", true)]
    [InlineData("WITH recent AS (SELECT * FROM a), b AS (SELECT 1) SELECT * FROM recent", "SELECT recent", true)]
    [InlineData("WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x", "INSERT t", true)]
    [InlineData("(SELECT 1 FROM a) UNION (SELECT 2 FROM b)", "SELECT a", true)]
    [InlineData("SELECT * FROM orders_20261126", "SELECT orders_#", true)]
    [InlineData("SELECT * FROM oauth2", "SELECT oauth2", true)]
    [InlineData("CALL settle(17)", "CALL settle", true)]
    [InlineData("BEGIN IMMEDIATE;", "BEGIN", false)]
    [InlineData("COMMIT", "COMMIT", false)]
    [InlineData("PRAGMA journal_mode = wal", "PRAGMA", false)]
    [InlineData("CREATE TABLE orders (id)", "CREATE", false)]
    [InlineData("frobnicate everything", "OTHER", false)]
    [InlineData("", "OTHER", false)]
    [InlineData("SELECT * FROM 'unclosed", "SELECT", true)]
    [InlineData("SELECT * FROM \"unclosed", "SELECT unclosed", true)]
    [InlineData("/* unclosed", "OTHER", false)]
    public void Describe_OfAStatement_IsItsVerbAndFirstTable(string sql, string expected, bool isQueryExpected)
    {
        Span<char> table = stackalloc char[SqlShape.TableBufferSize];
        string verb = SqlShape.Describe(sql, table, out int length, out bool isQuery);
        Assert.Equal(expected, length == 0 ? verb : $"{verb} {table[..length]}");
        Assert.Equal(isQueryExpected, isQuery);
    }

    [Fact]
    public void Describe_OfAnyText_EndsAndStaysWithinItsBuffer()
    {
        const int Seed = 4_711;
        string[] pieces = ["SELECT", "FROM", "WITH", "INTO", "UPDATE", "(", ")", "'", "\"", "[", "`", "--", "/*", "*/", ";", ".", " ", "\n", "x", "a_table_12", "é", new string('y', 90)];
        Random random = new(Seed);
        Span<char> table = stackalloc char[SqlShape.TableBufferSize];
        for (int round = 0; round < 20_000; round++)
        {
            string sql = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => pieces[random.Next(pieces.Length)]));
            SqlShape.Describe(sql, table, out int length, out _);
            Assert.True(length >= 0 && length <= table.Length, $"seed {Seed}, round {round}: {sql}");
            Assert.False(table[..length].ContainsAny('\'', '"', ' '), $"seed {Seed}, round {round}: {sql}");
        }
    }
}
