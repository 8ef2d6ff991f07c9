# Short names for what is done often. Each line can be typed as it stands.
.PHONY: core test bench format lint serve clean

# The inner loop: Base, Domain, Desks and the rules of the house, without the outside.
core:
	QS_CORE=1 swift test --scratch-path .build-core

test:
	./test.sh

bench:
	QS_CORE=1 swift run -c release --package-path Benchmarks --scratch-path Benchmarks/.build-core engine-bench
	swift run -c release --package-path Benchmarks warehouse-bench

format:
	swift format --in-place --recursive Package.swift Sources Tests

lint:
	swift format lint --strict --recursive Package.swift Sources Tests

serve:
	./start.sh --core

clean:
	rm -rf .build .build-core Dashboard/dist
