using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Pipeline.Shop.Products;

/// <summary>Products and orders in SQLite.</summary>
internal sealed class ProductStore(IConfiguration configuration) : IDisposable
{
    public const int ProductCount = 200;

    private static readonly string[] s_fruits = ["apple", "pear", "plum", "cherry", "peach", "quince", "medlar", "grape"];

    // One writer at a time: SQLite would have the others try again and again, and each try is a statement.
    private readonly SemaphoreSlim _writing = new(1);

    private readonly string _connectionString = new SqliteConnectionStringBuilder
    {
        DataSource = configuration["Database"] ?? "shop.db",
        DefaultTimeout = 30,
    }.ToString();

    /// <summary>Makes and fills the database; what is there already stays.</summary>
    public void Create()
    {
        using SqliteConnection connection = Open();
        using SqliteCommand create = connection.CreateCommand();
        create.CommandText = """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = OFF;
            CREATE TABLE IF NOT EXISTS products (id INTEGER PRIMARY KEY, name TEXT NOT NULL, text TEXT NOT NULL);
            CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY, user INTEGER NOT NULL, total INTEGER NOT NULL);
            """;
        create.ExecuteNonQuery();
        using SqliteTransaction transaction = connection.BeginTransaction();
        using SqliteCommand fill = connection.CreateCommand();
        fill.CommandText = "INSERT OR REPLACE INTO products (id, name, text) VALUES ($id, $name, $text)";
        SqliteParameter id = fill.Parameters.Add("$id", SqliteType.Integer);
        SqliteParameter name = fill.Parameters.Add("$name", SqliteType.Text);
        SqliteParameter text = fill.Parameters.Add("$text", SqliteType.Text);
        for (int product = 1; product <= ProductCount; product++)
        {
            string fruit = s_fruits[product % s_fruits.Length];
            id.Value = product;
            name.Value = string.Create(CultureInfo.InvariantCulture, $"{fruit} no. {product}");
            text.Value = $"A {fruit} from an old orchard, picked by hand.";
            fill.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    public async Task<Product?> FindAsync(int product, CancellationToken cancellationToken)
    {
        await using SqliteConnection connection = Open();
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT name, text FROM products WHERE id = $id";
        command.Parameters.AddWithValue("$id", product);
        await using SqliteDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new Product(product, reader.GetString(0), reader.GetString(1)) : null;
    }

    /// <summary>Products whose name begins with a text, by number, at most ten.</summary>
    public async Task<IReadOnlyList<Product>> SearchAsync(string text, CancellationToken cancellationToken)
    {
        await using SqliteConnection connection = Open();
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT id, name, text FROM products WHERE instr(name, $text) = 1 ORDER BY id LIMIT 10";
        command.Parameters.AddWithValue("$text", text);
        await using SqliteDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        List<Product> found = [];
        while (await reader.ReadAsync(cancellationToken))
            found.Add(new Product(reader.GetInt32(0), reader.GetString(1), reader.GetString(2)));
        return found;
    }

    /// <summary>Keeps an order.</summary>
    /// <returns>Its number.</returns>
    public async Task<long> AddOrderAsync(int user, int total, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await using SqliteConnection connection = Open();
            await using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "INSERT INTO orders (user, total) VALUES ($user, $total) RETURNING id";
            command.Parameters.AddWithValue("$user", user);
            command.Parameters.AddWithValue("$total", total);
            return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose() => _writing.Dispose();

    private SqliteConnection Open()
    {
        SqliteConnection connection = new(_connectionString);
        connection.Open();
        return connection;
    }
}
