using Holdfast.Client.Sources;

namespace Holdfast.Client;

/// <summary>What is uploaded.</summary>
public abstract class UploadSource
{
    private protected UploadSource(string? name, string? identity)
    {
        Name = name;
        Identity = identity;
    }

    /// <summary>The file's name, without a directory; null if there is none.</summary>
    public string? Name { get; }

    /// <summary>
    /// Identifies the content, so that another call or another process finds the unfinished upload again. Null: it is not resumed by
    /// another call.
    /// </summary>
    public string? Identity { get; }

    /// <summary>A file, identified by its full path, length and time of last change.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static UploadSource FromFile(string path)
    {
        var file = new FileInfo(path);
        return file.Exists
            ? new FileSource(file)
            : throw new FileNotFoundException($"There is no file '{path}'. Give the path of a file that can be read.", path);
    }

    /// <summary>Bytes in memory.</summary>
    /// <param name="bytes">The content.</param>
    /// <param name="identity">Identifies the content; see <see cref="Identity"/>.</param>
    public static UploadSource FromBytes(ReadOnlyMemory<byte> bytes, string? identity = null) => new BytesSource(bytes, identity);

    /// <summary>
    /// A stream, from its present position to its end. The client does not dispose it. A stream that cannot seek is kept in memory in part,
    /// see <see cref="UploadClientOptions.StreamBufferSize"/>.
    /// </summary>
    /// <param name="stream">The content.</param>
    /// <param name="length">The length of the content; null: that of a stream that can seek, unknown for others.</param>
    /// <param name="identity">
    /// Identifies the content; see <see cref="Identity"/>. A resumed stream must give the same bytes again from the start of the content.
    /// </param>
    /// <exception cref="ArgumentException">The stream cannot be read, or the length is negative.</exception>
    public static UploadSource FromStream(Stream stream, long? length = null, string? identity = null)
    {
        if (!stream.CanRead)
        {
            throw new ArgumentException("The stream cannot be read. Give one that can.", nameof(stream));
        }

        return length < 0
            ? throw new ArgumentException($"The length is '{length}', but 0 or more was expected.", nameof(length))
            : new StreamSource(stream, length, identity);
    }

    /// <summary>Opens it for one upload.</summary>
    /// <param name="bufferSize">The most bytes that are kept of content that can be read only once.</param>
    internal abstract ContentReader Open(int bufferSize);
}
