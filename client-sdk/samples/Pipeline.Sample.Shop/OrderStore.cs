using Microsoft.Data.Sqlite;

namespace Pipeline.Sample.Shop;

/// <summary>Orders in SQLite.</summary>
internal sealed class OrderStore(IConfiguration configuration)
{
    private static readonly string[] s_products = ["apple", "pear", "plum", "cherry", "peach", "quince", "medlar", "grape"];

    private readonly string _connectionString = new SqliteConnectionStringBuilder { DataSource = configuration["Database"] ?? "shop.db" }.ToString();

    public void Create()
    {
        using SqliteConnection connection = Open();
        using SqliteCommand create = connection.CreateCommand();
        create.CommandText = "CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY, product TEXT NOT NULL, quantity INTEGER NOT NULL)";
        create.ExecuteNonQuery();
        using SqliteCommand fill = connection.CreateCommand();
        fill.CommandText = "INSERT OR REPLACE INTO orders (id, product, quantity) VALUES ($id, $product, $id + 1)";
        SqliteParameter id = fill.Parameters.Add("$id", SqliteType.Integer);
        SqliteParameter product = fill.Parameters.Add("$product", SqliteType.Text);
        for (int index = 0; index < s_products.Length; index++)
        {
            id.Value = index + 1;
            product.Value = s_products[index];
            fill.ExecuteNonQuery();
        }
    }

    public async Task<NewOrder?> FindAsync(int id, CancellationToken cancellationToken)
    {
        await using SqliteConnection connection = Open();
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT product, quantity FROM orders WHERE id = $id";
        command.Parameters.AddWithValue("$id", id);
        await using SqliteDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new NewOrder(reader.GetString(0), reader.GetInt32(1)) : null;
    }

    public async Task<int> AddAsync(NewOrder order, CancellationToken cancellationToken)
    {
        await using SqliteConnection connection = Open();
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "INSERT INTO orders (product, quantity) VALUES ($product, $quantity) RETURNING id";
        command.Parameters.AddWithValue("$product", order.Product);
        command.Parameters.AddWithValue("$quantity", order.Quantity);
        return Convert.ToInt32(await command.ExecuteScalarAsync(cancellationToken), System.Globalization.CultureInfo.InvariantCulture);
    }

    private SqliteConnection Open()
    {
        SqliteConnection connection = new(_connectionString);
        connection.Open();
        return connection;
    }
}
