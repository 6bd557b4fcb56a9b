using Holdfast.Client.Tests.Rigs;

namespace Holdfast.Client.Tests.Stores;

[CancelAfter(20_000)]
public sealed class FileUrlStoreTests
{
    private readonly TemporaryDirectory _directory = new();

    private FileUrlStore Store => new(Path.Combine(_directory.FullName, "a", "b"));

    [TearDown]
    public void Remove() => _directory.Dispose();

    [Test]
    public async Task What_is_kept_is_found_by_another_instance(CancellationToken token)
    {
        var upload = new StoredUpload("http://a/%7Eb?c", new DateTimeOffset(2026, 11, 5, 1, 2, 3, TimeSpan.Zero));
        var fingerprint = new string('ä', 1000) + "/\0";

        await Store.SaveAsync(fingerprint, upload with { Url = "http://old" }, token);
        await Store.SaveAsync(fingerprint, upload, token);

        (await Store.FindAsync(fingerprint, token)).ShouldBe(upload);
        (await Store.FindAsync("another", token)).ShouldBeNull();
        await Store.RemoveAsync(fingerprint, token);
        (await Store.FindAsync(fingerprint, token)).ShouldBeNull();
    }

    [Test]
    public async Task A_directory_that_is_missing_has_no_uploads(CancellationToken token)
    {
        (await Store.FindAsync("a", token)).ShouldBeNull();
        await Store.RemoveAsync("a", token);
        Directory.Exists(Store.Directory).ShouldBeFalse();
    }

    [Test]
    public async Task A_file_that_is_damaged_has_no_upload(CancellationToken token)
    {
        await Store.SaveAsync("a", new StoredUpload("http://a"), token);
        await File.WriteAllTextAsync(Directory.EnumerateFiles(Store.Directory).Single(), "{", token);

        (await Store.FindAsync("a", token)).ShouldBeNull();
    }

    [Test]
    [Platform("Linux,MacOsX")]
    public async Task Only_the_user_can_read_the_files(CancellationToken token)
    {
        await Store.SaveAsync("a", new StoredUpload("http://a"), token);

#pragma warning disable CA1416 // The platform of the test.
        File.GetUnixFileMode(Directory.EnumerateFiles(Store.Directory).Single()).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
#pragma warning restore CA1416
    }
}
