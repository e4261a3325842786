using System.Globalization;

namespace Pipeline.EventLog.Sqlite;

/// <summary>Keeps a second silo out of a data directory. Readers (backup, verification) do not need it.</summary>
/// <remarks>
/// The lock is the open file, not its presence: the system lets go of it when the process ends, however it ends. The holder's process id is
/// in a second file, because some systems do not let others read a locked one.
/// </remarks>
internal sealed class DirectoryLock : IDisposable
{
    private const string LockFileName = "events.lock";
    private const string HolderFileName = "events.lock.pid";

    private readonly FileStream _file;

    private DirectoryLock(FileStream file) => _file = file;

    /// <exception cref="EventLogException">Another process, or another log in this one, holds the directory.</exception>
    public static DirectoryLock Acquire(string directory)
    {
        FileStream file;
        try
        {
            file = new FileStream(Path.Combine(directory, LockFileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new EventLogException(
                $"The data directory '{directory}' is in use by process {ReadHolder(directory)}. Two programs must not write one log.",
                exception);
        }
        try
        {
            File.WriteAllText(Path.Combine(directory, HolderFileName), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new DirectoryLock(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose() => _file.Dispose();

    private static string ReadHolder(string directory)
    {
        try
        {
            return File.ReadAllText(Path.Combine(directory, HolderFileName));
        }
        catch (IOException)
        {
            return "(unknown)";
        }
    }
}
