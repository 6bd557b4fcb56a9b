using System.Text.RegularExpressions;
using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Fields;
using Holdfast.Conformance.Requirements;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Tests.Requirements;

/// <summary>Every row of the draft says by which words it binds each version, and where they stand in that version's text.</summary>
public sealed partial class RequirementWordsTests
{
    private static IEnumerable<Requirement> Rows => RequirementCatalogue.All.Where(requirement => requirement.Texts is not null);

    private static IEnumerable<(Requirement Requirement, RequirementWords Text)> Texts =>
        Rows.SelectMany(requirement => requirement.Texts!.Select(text => (requirement, text)));

    [Test]
    public void Every_version_of_a_row_has_words_or_the_reason_why_there_are_none()
    {
        foreach (var requirement in Rows)
        {
            var versions = requirement.Versions!;
            versions.ShouldBeUnique(requirement.Id);
            versions.Except(Interop.All).ShouldBeEmpty(requirement.Id);
            foreach (var text in requirement.Texts!)
            {
                var isQuoted = !string.IsNullOrWhiteSpace(text.Words);
                (isQuoted ^ !string.IsNullOrWhiteSpace(text.Why)).ShouldBeTrue(
                    $"{requirement.Id}, version {text.Versions[0]}: words, or a reason.");
                (text.Anchor is not null ^ text.Url is not null).ShouldBe(isQuoted, requirement.Id);
            }
        }
    }

    [Test]
    public void An_address_names_a_revision_that_carries_the_interop_number()
    {
        foreach (var (requirement, text) in Texts)
        {
            foreach (var version in text.Versions.Where(_ => text.Words is not null))
            {
                var revision = DraftRevision.Of(version);
                var url = text.UrlIn(version).ShouldNotBeNull(requirement.Id);
                if (text.Url is null)
                {
                    var named = Revision().Match(url).Groups[1].Value;
                    new[] { revision.Revision }.Concat(revision.Others).ShouldContain(named, $"{requirement.Id} in version {version}");
                }
                else
                {
                    url.ShouldStartWith("https://www.rfc-editor.org/rfc/rfc", customMessage: requirement.Id);
                }
            }
        }
    }

    /// <summary>A keyword that the quoted words do not have would be an opinion about what they mean.</summary>
    [Test]
    public void A_keyword_of_a_version_stands_in_the_words_of_that_version()
    {
        var strays = new List<string>();
        foreach (var (requirement, text) in Texts.Where(pair => pair.Text.Words is not null))
        {
            var level = text.Level ?? requirement.Level;
            string[] wanted = level switch
            {
                Level.Must => ["MUST"],
                Level.MustNot => ["MUST NOT"],
                Level.Should => ["SHOULD", "RECOMMENDED"],
                Level.ShouldNot => ["SHOULD NOT"],
                _ => [],
            };
            if (wanted.Length > 0 && !wanted.Any(word => text.Words!.Contains(word, StringComparison.Ordinal)))
            {
                strays.Add($"{requirement.Id} in {string.Join(", ", text.Versions)} is {level.ToKeyword()}: {text.Words}");
            }
        }

        strays.ShouldBeEmpty();
    }

    [Test]
    public void A_case_judges_only_requirements_of_its_versions()
    {
        foreach (var one in CaseCatalogue.All.Where(one => one.Versions.Count > 0))
        {
            one.Judges.Where(id => !one.Versions.Any(version => RequirementCatalogue.Get(id).AppliesTo(version))).ShouldBeEmpty(one.Id);
        }

        // From version 7 on no text names what becomes of an unknown upload; what a server makes of it is recorded.
        var idle = CaseCatalogue.Variants.Where(one => one.Interop is not null && one.CatalogueId != "ietf/retrieval/unknown")
            .Where(one => !one.Judges.Any(id => RequirementCatalogue.Get(id).AppliesTo(one.Interop))).Select(one => one.Id);
        idle.ShouldBeEmpty("Nothing binds a server in these versions of the case.");
    }

    [Test]
    public void A_report_shows_the_words_of_the_version_that_the_case_speaks()
    {
        var old = RequirementCatalogue.Get("IETF-107").ToText(6);
        old.ShouldBe(new RequirementText(
            "IETF-107", "MUST", "draft -05, upload-appending", RequirementCatalogue.Get("IETF-107").Text,
            "https://www.ietf.org/archive/id/draft-ietf-httpbis-resumable-upload-05.html#upload-appending")
        {
            Words = "If the offset indicated by the Upload-Offset field value does not match the offset provided by the immediate "
                + "previous offset "
                + "retrieval …, or the end offset of the immediate previous incomplete successful transfer, the server MUST respond with "
                    + "a 409 "
                + "(Conflict) status code.",
        });
        var text = RequirementCatalogue.Get("IETF-061").ToText(8);
        (text.Level, text.Clause).ShouldBe(("SHOULD", "draft -09, upload-creation"));
    }

    [Test]
    public void Every_row_of_version_10_says_which_texts_with_that_number_were_not_seen() =>
        Rows.Where(requirement => requirement.AppliesTo(10)).Select(requirement => requirement.ToText(10).Note!).ShouldAllBe(note =>
            note.EndsWith("Drafts -14 and -15 may have the interop version 10, too; their texts were not seen.", StringComparison.Ordinal));

    [Test]
    public void Without_a_quotation_the_reason_is_given()
    {
        var text = RequirementCatalogue.Get("IETF-177").ToText(8);
        (text.Words, text.Note, text.Url).ShouldBe((null, "No draft names a status for it: a refusal is as good as a creation.", null));
    }

    [TestCase(7, Verdict.Warn)]
    [TestCase(8, Verdict.Fail)]
    [TestCase(null, Verdict.Fail)]
    public void The_version_that_runs_decides_what_a_broken_requirement_weighs(int? version, Verdict verdict)
    {
        var checks = new CheckList(interop: version);
        checks.Judge("what comes of a race", "one winner", "two", holds: false, "IETF-127");
        checks.ToRecords().ShouldHaveSingleItem().Verdict.ShouldBe(verdict);
    }

    [GeneratedRegex(@"^https://www\.ietf\.org/archive/id/draft-ietf-httpbis-resumable-upload-(\d\d)\.html#[a-z0-9-]+$")]
    private static partial Regex Revision();
}
