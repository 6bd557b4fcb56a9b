using Holdfast.Reports.Findings;
using Holdfast.Reports.Results;
using Holdfast.Reports.Tests.Samples;

namespace Holdfast.Reports.Tests.Findings;

/// <summary>One cause is told once, and no second one hides behind it.</summary>
public sealed class FindingListTests
{
    /// <summary>So many that a handful of failing ones is a tenth at most.</summary>
    private static readonly CaseRecord[] Sound =
        [.. Enumerable.Range(0, 200).Select(number => SampleCases.Head with { Id = $"tus/sound/{number}" })];

    private static readonly CheckRecord Conflict = Fail("TUS-031", "Status of PATCH at 7 of an upload at 4", "409", "400 Bad Request");

    private static readonly CheckRecord Succeeds = Fail("TUS-036", "Status of PATCH at 0", "204", "200 OK");

    [Test]
    public void One_requirement_that_is_broken_in_every_version_and_over_HTTP2_is_one_finding_with_marks()
    {
        var finding = Of(
            [.. Enumerable.Range(3, 8).Where(version => version != 7)
                .Select(version => Case($"ietf/{version}/append/offset", Conflict with { Actual = "400 Bad Request" })),
            Case("ietf/9/http2/append", Conflict with { Actual = "400" }),
            Case("tus/core/patch/offset", Conflict with { Subject = "Answer to its repetition" })]).ShouldHaveSingleItem();

        FindingSentence.Where(finding).ShouldBe("9 cases: tus; ietf 3-6, 8-10; HTTP/2");
        FindingSentence.What(finding.Main)
            .ShouldBe("TUS-031 (MUST; tus 1.0.0): Answer to its repetition: expected 409, got 400 Bad Request");
        FindingSentence.Also(finding).ShouldBeNull();
    }

    [TestCase("'0'", "'5000'")]
    [TestCase("10 bytes as sent", "20,000 bytes as sent")]
    [TestCase("http://127.0.0.1:1080/files/24e533e02ec3bc40", "http://127.0.0.1:40112/files/9e107d9d372bb682")]
    [TestCase("still 423 Locked", "423 Locked, Upload-Offset '5'")]
    public void Values_that_differ_make_no_other_cause(string one, string other) =>
        Of(Case("tus/a", Fail("TUS-022", "Upload-Offset of HEAD", "x", one)),
            Case("tus/b", Fail("TUS-022", "Upload-Offset of HEAD after it", "y", other))).ShouldHaveSingleItem();

    [TestCase("Upload-Offset of HEAD", "absent", "Upload-Length of HEAD", "absent")]
    [TestCase("Upload-Offset of HEAD", "absent", "Upload-Offset of HEAD", "'5'")]
    [TestCase("Status of HEAD", "404 Not Found", "Status of HEAD", "500 Internal Server Error")]
    [TestCase("Status of PATCH", "400 Bad Request", "Content of the finished upload", "9 bytes, of which the first 9 are as sent")]
    public void Two_deviations_from_one_requirement_in_different_cases_are_two_findings(
        string subject, string actual, string otherSubject, string otherActual) =>
        Of(Case("tus/a", Fail("TUS-022", subject, "x", actual)),
            Case("tus/b", Fail("TUS-022", otherSubject, "x", otherActual))).Count.ShouldBe(2);

    [Test]
    public void A_check_that_cites_several_requirements_is_reported_under_the_one_that_explains_most()
    {
        var finding = Of(
            Case("tus/a", Fail("TUS-001", "Status of PATCH", "204", "400 Bad Request") with { Requirements = ["TUS-001", "TUS-036"] }),
            Case("tus/b", Fail("TUS-036", "Status of PATCH", "204", "400 Bad Request"))).ShouldHaveSingleItem();

        finding.Main.Requirement!.Id.ShouldBe("TUS-036");
        finding.Cases.Count.ShouldBe(2);
    }

    [Test]
    public void A_failure_is_named_by_a_MUST()
    {
        var finding = Of(
            Case("tus/a", Fail("TUS-031", "Status of PATCH", "409", "204 No Content") with { Requirements = ["A-26", "TUS-031"] }),
            Case("tus/b", Warn("A-26", "Answer to the repetition", "409", "204 No Content")),
            Case("tus/c", Warn("A-26", "Answer to the repetition", "409", "204 No Content"))).ShouldHaveSingleItem();

        (finding.Verdict, finding.Main.Requirement!.Id, finding.Main.Example.Id).ShouldBe((Verdict.Fail, "TUS-031", "tus/a"));
        finding.Cases.Count.ShouldBe(3);
        FindingSentence.Also(finding).ShouldBe("also A-26");
    }

    [Test]
    public void A_symptom_seen_only_in_cases_of_a_rare_cause_is_listed_under_that_cause()
    {
        var cause = Fail("TUS-113", "Upload-Offset of HEAD after it", "'0'", "'5'");
        var finding = Of(
            Case("tus/a", cause, Fail("TUS-036", "Status of PATCH of the right bytes", "204", "409 Conflict")),
            Case("tus/b", cause, Fail("TUS-113", "Upload-Length of HEAD after it", "absent", "'9'")),
            Case("tus/c", cause)).ShouldHaveSingleItem();

        FindingSentence.Also(finding).ShouldBe("also TUS-036; in 2 ways");
        finding.Also.Select(symptom => symptom.Check!.Actual).ShouldBe(["409 Conflict", "'9'"], ignoreOrder: true);
    }

    [Test]
    public void A_milder_cause_takes_no_failure_along()
    {
        var warning = Warn("A-28", "Offset of HEAD", "at least 5", "0");

        Of(Case("tus/a", warning, Conflict), Case("tus/b", warning)).Select(finding => finding.Verdict)
            .ShouldBe([Verdict.Fail, Verdict.Warn]);
    }

    [Test]
    public void Whatever_shows_beside_a_cause_that_is_everywhere_is_a_finding_of_its_own()
    {
        var missing = Fail("TUS-013", "Tus-Resumable of HEAD", "'1.0.0'", "absent");
        var cases = Sound.Select(result => Case(result.Id, missing)).Append(Case("tus/lost", missing, Conflict));

        FindingList.Of(SampleRun.Of([.. cases])).Select(finding => finding.Main.Requirement!.Id).ShouldBe(["TUS-013", "TUS-031"]);
    }

    [Test]
    public void One_success_in_place_of_another_explains_nothing_that_is_lost()
    {
        var lost = Fail("TUS-038", "Content of the finished upload", "10 bytes as sent", "9 bytes, of which the first 9 are as sent");

        Of(Case("tus/a", Succeeds), Case("tus/b", Succeeds, lost)).Select(finding => finding.Main.Requirement!.Id)
            .ShouldBe(["TUS-036", "TUS-038"]);
    }

    [Test]
    public void A_check_that_would_hold_with_the_demanded_status_belongs_to_the_wrong_one()
    {
        var finding = Of(
            Case("tus/a", Succeeds), Case("tus/b", Succeeds),
            Case("tus/c", Fail("TUS-018", "Status of POST with the override PATCH", "204", "200 OK")),
            Case("tus/d",
                Warn("A-08", "Outcome of a PATCH with two lines", "204 and offset 5, or refused and offset 0", "200 OK and offset 5")),
            Case("tus/e", Warn("A-69", "Status of PATCH after DELETE", "204 or 423", "200 OK, Upload-Offset '3'"))).ShouldHaveSingleItem();

        FindingSentence.Also(finding).ShouldBe("also TUS-018, A-08, A-69");
    }

    [TestCase("Outcome of a PATCH with two lines", "204 and offset 5", "200 OK and offset 7", TestName = "Another offset")]
    [TestCase("Status of PATCH with another media type", "a 4xx status", "200 OK", TestName = "What should be refused")]
    [TestCase("Status of DELETE", "204", "200 OK", TestName = "Another method")]
    public void A_check_that_would_not_hold_anyhow_is_a_finding_of_its_own(string subject, string expected, string actual) =>
        Of(Case("tus/a", Succeeds), Case("tus/b", Succeeds), Case("tus/c", Fail("TUS-099", subject, expected, actual))).Count.ShouldBe(2);

    [Test]
    public void A_broken_invariant_is_one_whatever_its_operations_were()
    {
        var check = Fail("TUS-038", "Upload A: acknowledged bytes are never lost", "an offset of at least 60",
            "59 in operation 3 (HEAD, answered 200): byte 59 is lost") with { Operations = [2, 3] };
        var other = check with
        {
            Subject = "Upload B: acknowledged bytes are never lost",
            Actual = "100 bytes in operation 9 (GET, answered 206): bytes 7 to 9 are lost", Operations = [8, 9],
        };

        FindingSentence.Where(Of(Case("tus/resilience/a", check), Case("tus/resilience/b", other)).ShouldHaveSingleItem())
            .ShouldBe("2 cases: tus; under faults only");
    }

    [Test]
    public void Reasons_that_differ_in_their_values_alone_are_one_finding()
    {
        var findings = Of(
            Undecided("tus/a", "PATCH of 5 bytes got no answer within 10 s from http://127.0.0.1:1080/files/a."),
            Undecided("tus/b", "PATCH of 60,100 bytes got no answer within 3.5 s from http://127.0.0.1:1080/files/b."),
            Undecided("tus/c", "HEAD got no answer within 10 s."),
            Undecided("tus/d", "HEAD got no answer within 10 s.") with { Verdict = Verdict.Harness });

        findings.Select(finding => (finding.Verdict, finding.Cases.Count))
            .ShouldBe([(Verdict.Inconclusive, 2), (Verdict.Inconclusive, 1), (Verdict.Harness, 1)]);
        FindingSentence.What(findings[0].Main).ShouldBe("PATCH of 5 bytes got no answer within 10 s from http://127.0.0.1:1080/files/a.");
    }

    [Test]
    public void A_deviation_in_the_first_upload_is_reported_once_with_the_cases_that_it_stops()
    {
        const string Ground = "Creations are answered with 201 and no Location.";
        var run = SampleRun.Of([Undecided("tus/a", Ground), Undecided("tus/b", Ground)]);
        run = run with { Run = run.Run with { Ground = [Ground, "PATCH is answered with 200."] } };

        FindingList.Of(run).ShouldBeEmpty();
        FindingSentence.Ground(run).ShouldBe([$"{Ground} 2 cases have no verdict because of it.", "PATCH is answered with 200."]);
    }

    [Test]
    public void A_failure_without_a_check_is_told_by_its_reason() =>
        FindingSentence.What(Of(Undecided("tus/a", "Nothing came.") with { Verdict = Verdict.Fail }).ShouldHaveSingleItem().Main)
            .ShouldBe("Nothing came.");

    [Test]
    public void Failures_come_first_then_what_shows_most_often_and_what_is_known_last()
    {
        var known = new BaselineRecord { Line = 3, Reason = "issue 12", Known = ["TUS-099"] };
        var findings = Of(
            Case("tus/a", Warn("TUS-040", "Status of HEAD", "200", "423 Locked")),
            Case("tus/b", Warn("TUS-040", "Status of HEAD", "200", "423 Locked")),
            Case("tus/c", Conflict), Case("tus/d", Succeeds), Case("tus/e", Succeeds),
            Case("tus/f", Fail("TUS-099", "Allow of the 405", "present", "absent")) with { Baseline = known });

        findings.Select(finding => finding.Main.Requirement!.Id).ShouldBe(["TUS-036", "TUS-031", "TUS-040", "TUS-099"]);
        FindingSentence.Baseline(findings[^1]).ShouldBe(["Known, by line 3 of the baseline: issue 12"]);
        FindingSentence.Counts(findings).ShouldBe("3 fail, 1 warning; 1 known");
    }

    [Test]
    public void No_broken_check_is_lost([Range(1, 30)] int seed)
    {
        var random = new Random(seed);
        var cases = Enumerable.Range(0, 60).Select(number => Case(
            random.Next(2) == 0 ? $"tus/core/{number}" : $"ietf/{random.Next(3, 11)}/append/{number % 7}",
            [.. Enumerable.Range(0, random.Next(4)).Select(_ => Any(random))])).DistinctBy(result => result.Id).ToList();

        var findings = FindingList.Of(SampleRun.Of(cases));

        var told = findings.SelectMany(finding => finding.Also.Append(finding.Main))
            .SelectMany(symptom => symptom.Cases.Select(result => (result.Id, Kind(symptom.Requirement!.Id, symptom.Check!)))).ToHashSet();
        cases.SelectMany(result => result.Checks.Where(check => !check.Requirements.Any(id => told.Contains((result.Id, Kind(id, check))))))
            .ShouldBeEmpty();
    }

    private static string Kind(string requirement, CheckRecord check) => $"{requirement} {check.Verdict} {DeviationKind.Of(check)}";

    private static CheckRecord Any(Random random)
    {
        string[] ids = ["TUS-022", "TUS-031", "TUS-036", "A-26", "A-28"];
        var check = Fail(ids[random.Next(ids.Length)], Pick("Status of PATCH", "Upload-Offset of HEAD", "Answer to HEAD"),
            Pick("204", "409", "'5'"), Pick("200 OK", "400 Bad Request", "'7'", "absent"));
        return check with { Verdict = check.Requirements[0][0] == 'A' ? Verdict.Warn : Verdict.Fail };

        string Pick(params string[] words) => words[random.Next(words.Length)];
    }

    private static IReadOnlyList<Finding> Of(params CaseRecord[] cases) => FindingList.Of(SampleRun.Of([.. Sound, .. cases]));

    private static CaseRecord Case(string id, params CheckRecord[] checks) => SampleCases.Head.At(id) with
    {
        Verdict = checks.Select(check => check.Verdict).Worst(Verdict.Pass),
        Checks = checks,
        Requirements = [.. checks.SelectMany(check => check.Requirements).Distinct()
            .Select(text => new RequirementText(text, text[0] == 'A' ? "ROBUSTNESS" : "MUST", "tus 1.0.0", "A sentence."))],
    };

    private static CaseRecord Undecided(string id, string reason) => SampleCases.Head.At(id) with
    {
        Verdict = Verdict.Inconclusive, Reason = reason, Checks = [],
    };

    private static CheckRecord Fail(string requirement, string subject, string expected, string actual) =>
        new() { Requirements = [requirement], Verdict = Verdict.Fail, Subject = subject, Expected = expected, Actual = actual };

    private static CheckRecord Warn(string requirement, string subject, string expected, string actual) =>
        Fail(requirement, subject, expected, actual) with { Verdict = Verdict.Warn };
}
