using Microsoft.Win32.SafeHandles;

namespace Holdfast.Client.Sources;

internal sealed class FileReader : ContentReader
{
    private readonly SafeFileHandle _file;

    public FileReader(string path)
    {
        _file = File.OpenHandle(path, options: FileOptions.Asynchronous | FileOptions.SequentialScan);
        Length = RandomAccess.GetLength(_file);
    }

    public override long? Length { get; }

    public override ValueTask<int> ReadAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken) =>
        RandomAccess.ReadAsync(_file, buffer, position, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
        }

        base.Dispose(disposing);
    }
}
