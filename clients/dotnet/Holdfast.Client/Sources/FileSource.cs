using System.Globalization;
using Holdfast.Client.Sources;

namespace Holdfast.Client;

internal sealed class FileSource(FileInfo file) : UploadSource(file.Name, IdentityOf(file))
{
    internal override ContentReader Open(int bufferSize) => new FileReader(file.FullName);

    private static string IdentityOf(FileInfo file) =>
        string.Create(CultureInfo.InvariantCulture, $"file {file.FullName} {file.Length} {file.LastWriteTimeUtc.Ticks}");
}
