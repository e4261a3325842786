using Pipeline.Protocol.Identities;

namespace Pipeline.Client.Delivery.Spool;

/// <summary>Batches on disk, a file each, oldest first, within a size limit.</summary>
/// <remarks>
/// <para>
/// Thread-safe. The list of files is in memory and is guarded by a lock within which nothing is read or written. Whoever has claimed a
/// file is the only one to touch it. Methods that touch the disk say so; they are called from threads that may wait.
/// </para>
/// <para>
/// Files are not forced to the disk: a process may be killed at any moment and loses nothing that was written, while a power cut may take the last
/// seconds with it. What it leaves half written fails its checksums. Forcing each file would cost a disk's flush per batch, most of all
/// in an outage.
/// </para>
/// </remarks>
internal sealed class BatchSpool : IDisposable
{
    private readonly object _gate = new();
    private readonly string _root;
    private readonly long _sizeBytesMax;
    private readonly TimeProvider _clock;
    private readonly SourceNumbering _numbering;
    private readonly Queue<SpoolFile> _unclaimed = new();
    private readonly List<SpoolDirectory> _adopted = [];
    private readonly object _ownGate = new();
    private SpoolDirectory? _own;
    private long _nextNumber;
    private long _sizeBytes;
    private int _fileCount;

    /// <summary>Touches nothing yet.</summary>
    public BatchSpool(string root, long sizeBytesMax, TimeProvider clock)
    {
        _root = root;
        _sizeBytesMax = sizeBytesMax;
        _clock = clock;
        _numbering = new SourceNumbering(clock);
    }

    /// <summary>Files that are there, claimed or not.</summary>
    public int FileCount
    {
        get
        {
            lock (_gate)
                return _fileCount;
        }
    }

    /// <summary>What they count towards the limit.</summary>
    public long SizeBytes
    {
        get
        {
            lock (_gate)
                return _sizeBytes;
        }
    }

    /// <summary>Takes over what ended processes left. Reads the disk; called once, before anything else.</summary>
    /// <param name="failed">Told of each folder that cannot be read; the others are taken over.</param>
    /// <exception cref="IOException">The spool cannot be used.</exception>
    /// <exception cref="UnauthorizedAccessException">It is not allowed.</exception>
    public void Open(Action<Exception> failed)
    {
        Directory.CreateDirectory(_root);
        foreach (SpoolDirectory directory in SpoolDirectory.AdoptOrphans(_root))
        {
            try
            {
                Adopt(directory, directory.ReadFiles());
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                directory.Dispose();
                failed(exception);
            }
        }
    }

    /// <summary>Claims the oldest file that nobody has, if it may be sent now.</summary>
    public SpoolFile? TryClaimOldest(Predicate<BatchIdentity> maySend)
    {
        lock (_gate)
            return _unclaimed.TryPeek(out SpoolFile? oldest) && maySend(oldest.Identity) ? _unclaimed.Dequeue() : null;
    }

    /// <summary>Whether so many bytes find room in an empty spool.</summary>
    public bool CanHold(long sizeBytes) => sizeBytes <= _sizeBytesMax;

    /// <summary>Claims a file that has to go before so many bytes find room; null if they do, if nothing can go, or if it would be in vain.</summary>
    public SpoolFile? TryClaimSurplus(long sizeBytes)
    {
        lock (_gate)
        {
            bool hasRoom = _sizeBytes + Math.Max(sizeBytes, SpoolFile.CostBytesMin) <= _sizeBytesMax;
            return !hasRoom && CanHold(sizeBytes) && _unclaimed.TryDequeue(out SpoolFile? oldest) ? oldest : null;
        }
    }

    /// <summary>Gives back a claim: the file is the newest of those that wait.</summary>
    public void Release(SpoolFile file)
    {
        lock (_gate)
            _unclaimed.Enqueue(file);
    }

    /// <summary>An identity of the spool's own source, for a batch that no silo has seen. Files so named are sent in this order.</summary>
    public BatchIdentity TakeIdentity()
    {
        lock (_gate)
            return _numbering.Take();
    }

    /// <summary>Writes an encoded batch into a file, which is claimed. Touches the disk.</summary>
    /// <returns>The file, or null where there is no room.</returns>
    /// <exception cref="IOException">The disk does not take it.</exception>
    /// <exception cref="UnauthorizedAccessException">It is not allowed.</exception>
    public SpoolFile? TryWrite(byte[] bytes, BatchIdentity identity, long? ticket)
    {
        long number;
        lock (_gate)
        {
            if (_sizeBytes + Math.Max(bytes.Length, SpoolFile.CostBytesMin) > _sizeBytesMax)
                return null;
            number = _nextNumber++;
        }

        string path = OwnDirectory().Write(SpoolFile.NameOf(number, identity), bytes);
        SpoolFile file = new(path, identity, bytes.Length, ticket);
        lock (_gate)
            Add(file);
        return file;
    }

    /// <summary>The batch of a claimed file; null if it is not what was written. Touches the disk.</summary>
    /// <exception cref="IOException">It cannot be read now.</exception>
    /// <exception cref="UnauthorizedAccessException">It is not allowed.</exception>
    public static byte[]? TryRead(SpoolFile file)
    {
        try
        {
            byte[] bytes = File.ReadAllBytes(file.Path);
            return SpooledBatch.IsSound(bytes, file.Identity) ? bytes : null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Forgets a claimed file and removes it. Touches the disk.</summary>
    /// <exception cref="IOException">It cannot be removed; it is forgotten all the same.</exception>
    /// <exception cref="UnauthorizedAccessException">It is not allowed; likewise.</exception>
    public void Remove(SpoolFile file)
    {
        lock (_gate)
        {
            _sizeBytes -= file.CostBytes;
            _fileCount--;
        }

        try
        {
            File.Delete(file.Path);
        }
        catch (DirectoryNotFoundException)
        {
            // Somebody cleaned up.
        }
    }

    /// <summary>Leaves the files to the next process, and removes folders without any. Touches the disk.</summary>
    public void Dispose()
    {
        lock (_ownGate)
        {
            _own?.Dispose();
            _own = null;
        }

        foreach (SpoolDirectory directory in _adopted)
            directory.Dispose();
        _adopted.Clear();
    }

    /// <summary>Made when it is first needed: most processes never need it.</summary>
    private SpoolDirectory OwnDirectory()
    {
        lock (_ownGate)
            return _own ??= SpoolDirectory.Create(_root, _clock.GetUtcNow());
    }

    private void Adopt(SpoolDirectory directory, List<SpoolFile> files)
    {
        if (files.Count == 0)
        {
            directory.Dispose();
            return;
        }

        _adopted.Add(directory);
        lock (_gate)
        {
            foreach (SpoolFile file in files)
            {
                Add(file);
                _unclaimed.Enqueue(file);
            }
        }
    }

    private void Add(SpoolFile file)
    {
        _sizeBytes += file.CostBytes;
        _fileCount++;
    }
}
