using System.Buffers;
using Holdfast.Server.Stores;
using Microsoft.Win32.SafeHandles;

namespace Holdfast.Server.S3.Buffers;

/// <summary>
/// Bytes that wait to be sent to S3: the first in memory, all of them in a temporary file when there are more. The file has no name on
/// Unix, so nothing is left of it however the process ends.
/// </summary>
internal sealed class PartBuffer(S3StoreOptions options) : IDisposable
{
    // Most tails and small uploads never touch a file.
    private const int MemoryLimit = 256 * 1024;

    // Below the size at which .NET keeps arrays on a heap of their own, and collects them late.
    private const int SegmentSize = 80 * 1024;

    private readonly List<byte[]> _segments = [];
    private SafeFileHandle? _file;
    private TimeSpan _writing;

    /// <summary>How many bytes there are.</summary>
    public long Length { get; private set; }

    /// <summary>Adds bytes at the end.</summary>
    public void Write(ReadOnlySequence<byte> bytes)
    {
        foreach (var block in bytes)
        {
            Write(block.Span);
        }
    }

    /// <summary>Adds bytes at the end.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (_file is null && !options.BufferInMemory && Length + bytes.Length > MemoryLimit)
        {
            MoveToFile();
        }

        if (_file is { } file)
        {
            WriteTo(file, bytes, Length);
            Length += bytes.Length;
        }
        else
        {
            Remember(bytes);
        }
    }

    /// <summary>Copies bytes from a position on; gives how many, 0 at the end.</summary>
    public int Read(long position, Span<byte> into)
    {
        var count = (int)Math.Min(into.Length, Length - position);
        if (count <= 0)
        {
            return 0;
        }

        if (_file is { } file)
        {
            return RandomAccess.Read(file, into[..count], position);
        }

        var (segment, at) = ((int)(position / SegmentSize), (int)(position % SegmentSize));
        count = Math.Min(count, SegmentSize - at);
        _segments[segment].AsSpan(at, count).CopyTo(into);
        return count;
    }

    /// <summary>Whether another buffer has the same bytes.</summary>
    public bool HasBytesOf(PartBuffer other)
    {
        if (Length != other.Length)
        {
            return false;
        }

        var (mine, its) = (new byte[SegmentSize], new byte[SegmentSize]);
        for (var position = 0L; position < Length;)
        {
            var count = Read(position, mine);
            for (var read = 0; read < count;)
            {
                read += other.Read(position + read, its.AsSpan(read, count - read));
            }

            if (!mine.AsSpan(0, count).SequenceEqual(its.AsSpan(0, count)))
            {
                return false;
            }

            position += count;
        }

        return true;
    }

    public void Dispose()
    {
        if (_file is not null && _writing > TimeSpan.Zero)
        {
            options.Meter?.PartWritten(_writing);
            _writing = TimeSpan.Zero;
        }

        _file?.Dispose();
    }

    private void Remember(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var at = (int)(Length % SegmentSize);
            if (at == 0)
            {
                _segments.Add(new byte[SegmentSize]);
            }

            var count = Math.Min(bytes.Length, SegmentSize - at);
            bytes[..count].CopyTo(_segments[^1].AsSpan(at));
            Length += count;
            bytes = bytes[count..];
        }
    }

    private void MoveToFile()
    {
        _file = Open();
        var position = 0L;
        foreach (var segment in _segments)
        {
            var count = (int)Math.Min(SegmentSize, Length - position);
            WriteTo(_file, segment.AsSpan(0, count), position);
            position += count;
        }

        _segments.Clear();
    }

    private SafeFileHandle Open()
    {
        var path = Path.Combine(options.TemporaryDirectory ?? Path.GetTempPath(), $"holdfast-s3-{Guid.NewGuid():n}");
        return Guard(() =>
        {
            var file = File.OpenHandle(
                path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete,
                OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None);
            if (!OperatingSystem.IsWindows())
            {
                File.Delete(path);
            }

            return file;
        });
    }

    private void WriteTo(SafeFileHandle file, ReadOnlySpan<byte> bytes, long position)
    {
        var began = options.Meter?.DiskWriteBegins() ?? 0;
        try
        {
            RandomAccess.Write(file, bytes, position);
            _writing += options.Meter?.DiskWriteEnds(began) ?? default;
        }
        catch (IOException failure)
        {
            throw Failed(failure);
        }
    }

    private SafeFileHandle Guard(Func<SafeFileHandle> open)
    {
        try
        {
            return open();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Failed(failure);
        }
    }

    private UploadStoreException Failed(Exception failure) => new(
        $"A part can't wait in '{options.TemporaryDirectory ?? Path.GetTempPath()}': {failure.Message}", isTransient: true, failure);
}
