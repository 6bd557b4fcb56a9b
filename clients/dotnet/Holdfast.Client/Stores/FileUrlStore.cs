using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Holdfast.Client;

/// <summary>
/// Keeps each URL in a file of its own, which only the user can read, because whoever knows an upload's URL can often write to it. Several
/// processes may share the directory.
/// </summary>
public sealed class FileUrlStore(string directory) : IUploadUrlStore
{
    /// <summary><c>holdfast/uploads</c> in the user's directory for local application data.</summary>
    public static FileUrlStore Default { get; } = new(Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "holdfast", "uploads"));

    /// <summary>The directory; it is created when the first URL is kept.</summary>
    public string Directory { get; } = Path.GetFullPath(directory);

    /// <inheritdoc/>
    public async ValueTask<StoredUpload?> FindAsync(string fingerprint, CancellationToken cancellationToken)
    {
        byte[] json;
        try
        {
            json = await File.ReadAllBytesAsync(PathOf(fingerprint), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<StoredUpload>(json);
        }
        catch (JsonException)
        {
            // Written by hand or by something else: the upload starts anew, and its URL replaces the file.
            return null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask SaveAsync(string fingerprint, StoredUpload upload, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            System.IO.Directory.CreateDirectory(Directory);
        }
        else
        {
            System.IO.Directory.CreateDirectory(Directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        // Written aside and moved, so that another process never reads half a file.
        var path = PathOf(fingerprint);
        var aside = $"{path}.{Guid.NewGuid():n}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            await using (var file = new FileStream(aside, options))
            {
                await JsonSerializer.SerializeAsync(file, upload, cancellationToken: cancellationToken).ConfigureAwait(false);
            }

            File.Move(aside, path, overwrite: true);
        }
        finally
        {
            File.Delete(aside);
        }
    }

    /// <inheritdoc/>
    public ValueTask RemoveAsync(string fingerprint, CancellationToken cancellationToken)
    {
        if (System.IO.Directory.Exists(Directory))
        {
            File.Delete(PathOf(fingerprint));
        }

        return ValueTask.CompletedTask;
    }

    // A fingerprint may have any characters and any length.
    private string PathOf(string fingerprint) =>
        Path.Combine(Directory, $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(fingerprint)))}.json");
}
