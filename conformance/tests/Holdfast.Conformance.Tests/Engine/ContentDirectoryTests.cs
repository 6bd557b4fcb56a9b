using System.Text;
using Holdfast.Conformance.Contents;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tests.Engine;

/// <summary>Finds the file of an upload in a store with an unknown layout.</summary>
public sealed class ContentDirectoryTests
{
    [TestCase("abc", "abc.info,abc,abcd", "abc", TestName = "The_file_that_has_the_id_for_its_name_is_the_uploads")]
    [TestCase("abc", "abc.json:9,up-abc.bin,xabd", "up-abc.bin",
        TestName = "Otherwise_the_file_of_the_right_length_with_the_id_in_its_name_is")]
    [TestCase("abc", "2026/abc/data,2026/abc/info:9", "2026/abc/data", TestName = "Or_with_the_id_in_its_directory")]
    [TestCase("a%2Bc?token=abc", "a+c", "a+c", TestName = "A_file_is_named_by_the_decoded_id_and_not_by_the_query")]
    public void A_file_is_found(string segment, string files, string expected) => In(files, directory =>
    {
        var found = new ContentDirectory(directory).Find(Url(segment), length: 5);
        (found.File, found.WhyNot).ShouldBe((expected, null));
        Encoding.ASCII.GetString(found.Bytes.Span).ShouldBe("12345");
    });

    [TestCase("abc", "abd,abc.json:9", "has no file named 'abc', and none of 5 bytes with 'abc' in its path")]
    [TestCase("abc", "abc.1,abc.2", "has several files that could be it: 'abc.1', 'abc.2'")]
    [TestCase("", "abc", "has no last segment to use as a file name")]
    public void Missing_text_is_stated(string segment, string files, string said) => In(files, directory =>
    {
        var found = new ContentDirectory(directory).Find(Url(segment), length: 5);
        found.File.ShouldBeNull();
        found.WhyNot.ShouldNotBeNull().ShouldContain(said);
    });

    [Test]
    public void A_directory_that_is_gone_is_no_exception() =>
        new ContentDirectory(Path.Combine(Path.GetTempPath(), "holdfast-no-such-directory")).Find(Url("abc"), 5).WhyNot.ShouldNotBeNull()
            .ShouldContain("cannot be read");

    private static WireUrl Url(string segment) => new("http", "a.test", 80, segment.Length == 0 ? "/" : $"/files/{segment}");

    // Files by name, with ':n' of n bytes instead of five.
    private static void In(string files, Action<string> test)
    {
        var directory = Directory.CreateTempSubdirectory("holdfast-test-");
        try
        {
            foreach (var file in files.Split(','))
            {
                var parts = file.Split(':');
                var path = Path.Combine(directory.FullName, parts[0]);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllText(path, parts.Length == 1 ? "12345" : "123456789");
            }

            test(directory.FullName);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
